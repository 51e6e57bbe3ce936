package local

import (
	"os/exec"
	"runtime"
	"syscall"
)

// StartTied starts a command that gets a signal when this process dies; the channel is closed when the command has ended. The kernel ties a
// child to the thread that started it, so that thread is locked for as long as the child lives.
func StartTied(cmd *exec.Cmd, signal syscall.Signal) (<-chan struct{}, error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = signal
	started, exited := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
			close(exited)
		}
	}()
	return exited, <-started
}
