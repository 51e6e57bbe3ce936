// Package measures is the catalogue of what a department may order or take (domain §2.5), with its legal basis and the dates between which that holds.
package measures
