// Package operations is joint enforcement (联合执法): plan, participants, findings at each site, and the case lines that they become.
package operations
