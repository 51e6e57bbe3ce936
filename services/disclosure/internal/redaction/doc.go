// Package redaction masks what is published, by one map for fields and narrative, and finds what still stands there.
package redaction
