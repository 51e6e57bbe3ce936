//go:build !linux

package pg

import "syscall"

func limitUnanswered(string, string, syscall.RawConn) error { return nil }
