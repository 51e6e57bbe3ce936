// Package evidence is what a case rests on: files of the eight statutory types (行政处罚法 art. 46) with their digests and who had them.
package evidence
