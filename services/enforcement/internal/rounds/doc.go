// Package rounds is patrols (拉网式排查) and self-checks (自查自纠): their ledgers, their coverage, and what stays undone.
package rounds
