// Command generate writes the generated files of the repository that it is started in.
package main

import (
	"fmt"
	"os"

	"xiansuo/services/internal/eventdoc"
)

func main() {
	if err := eventdoc.Generate(".", "."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
