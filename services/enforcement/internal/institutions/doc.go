// Package institutions is the register of institutions: their papers, standing and lists, and what is matched to them.
package institutions
