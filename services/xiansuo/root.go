package main

import (
	"github.com/spf13/cobra"
)

// district is that of the demonstration, the fictional 云汀区.
const district = "990101"

const defaultData = "./data"

// options are what every command that talks to a running xiansuo knows.
type options struct {
	data   string
	output string
}

func rootCommand() *cobra.Command {
	o := &options{}
	root := &cobra.Command{
		Use:   "xiansuo",
		Short: "线索: every complaint about off-campus training in one answerable department's hands, traceably",
		Long: "xiansuo takes complaints about off-campus training in as CloudEvents, decides which of six departments leads, puts the lead into\n" +
			"that department's queue, and keeps a numbered record of every handoff.\n\nExit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 refused.",
		SilenceUsage: true, SilenceErrors: true,
	}
	root.PersistentFlags().StringVar(&o.data, "data", defaultData, "data folder, with credentials and addresses")
	root.PersistentFlags().StringVarP(&o.output, "output", "o", "table", "table or json; supervise also writes csv")
	root.AddCommand(upCommand(o), serveCommand(), migrateCommand(o), importCommand(o), traceCommand(o), linkCommand(o),
		officeCommand(o, "desk", "What the dispatch desk must decide"),
		officeCommand(o, "taskforce", "What the taskforce must rule on, and what was escalated to it"),
		sayCommand(o), districtCommand(o), superviseCommand(o), queueCommand(o), rulesCommand(o), eventsCommand(o), webhookCommand(o), institutionsCommand(o),
		recoverCommand(o), reconcileCommand(o))
	return root
}
