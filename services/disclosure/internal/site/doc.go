// Package site is what the public site shows, and how it is found.
package site
