package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"xiansuo/pkg/calendar"
	"xiansuo/services/intake"
	"xiansuo/services/internal/local"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/webhook"
	"xiansuo/services/routing"
)

// callers are the services that call others.
var callers = []string{intake.Name, routing.Name}

func webhookCommand(o *options) *cobra.Command {
	cmd := &cobra.Command{Use: "webhook", Short: "Secrets of those who are called, and what became of the calls"}
	cmd.AddCommand(webhookSecretCommand(o), webhookDeliveriesCommand(o), &cobra.Command{
		Use: "retry SERVICE ID", Short: "Have a call tried now, also one whose receiver said that it is no more", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return retryDelivery(cmd.Context(), o, args[0], args[1])
		},
	})
	return cmd
}

func webhookSecretCommand(o *options) *cobra.Command {
	var generation int
	cmd := &cobra.Command{
		Use: "secret ENDPOINT", Short: "Print the secret with which a receiver checks our signatures: give it to the receiver alone",
		Long: "ENDPOINT is the name of a sender in the setting callbacks, such as hotline-12345, or of a contact on duty.\n" +
			"The secret derives from <data>/keys/webhook.key, or the file that XIANSUO_WEBHOOK_KEY_FILE names, and is stored nowhere.",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if generation < 1 {
				return errors.New("--generation must be 1 or more")
			}
			return failed(printSecret(o, args[0], generation))
		},
	}
	cmd.Flags().IntVar(&generation, "generation", 1, "generation of the secret, as the setting has it")
	return cmd
}

func printSecret(o *options, endpoint string, generation int) error {
	path := os.Getenv("XIANSUO_WEBHOOK_KEY_FILE")
	if path == "" {
		path = local.WebhookKey(o.data)
	}
	key, err := run.ReadKey(path)
	if err != nil {
		return err
	}
	secrets, err := webhook.NewSecrets(key)
	if err != nil {
		return err
	}
	secret, err := secrets.Show(endpoint, generation)
	if err != nil {
		return err
	}
	if o.output == "json" {
		return printJSON(map[string]any{"endpoint": endpoint, "generation": generation, "secret": secret})
	}
	_, err = fmt.Println(secret)
	return err
}

func webhookDeliveriesCommand(o *options) *cobra.Command {
	filter := map[string]*string{"state": new(string), "endpoint": new(string), "lead": new(string)}
	cmd := &cobra.Command{
		Use: "deliveries", Short: "List calls and how far they are, oldest first", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			query := url.Values{"limit": {"500"}}
			for name, value := range filter {
				if *value != "" {
					query.Set(name, *value)
				}
			}
			return listDeliveries(cmd.Context(), o, query)
		},
	}
	cmd.Flags().StringVar(filter["state"], "state", "", fmt.Sprintf("one of %v", webhook.States()))
	cmd.Flags().StringVar(filter["endpoint"], "endpoint", "", "name of the receiver")
	cmd.Flags().StringVar(filter["lead"], "lead", "", "lead that they are about")
	return cmd
}

func listDeliveries(ctx context.Context, o *options, query url.Values) error {
	c, err := newClient(o.data, "desk")
	if err != nil {
		return err
	}
	all, n := map[string][]webhook.Delivery{}, 0
	for _, service := range callers {
		if all[service], err = c.deliveries(ctx, service, query); err != nil {
			return err
		}
		n += len(all[service])
	}
	if o.output == "json" {
		return printJSON(all)
	}
	if n == 0 {
		fmt.Println("there are no calls")
		return nil
	}
	w := newTable("service", "id", "to", "lead", "what", "state", "tries", "last failure", "since")
	for _, service := range callers {
		for _, d := range all[service] {
			w.AppendRow(table.Row{service, d.ID, d.Endpoint, d.Lead, d.Type, d.State, d.Attempts, shorten(d.Detail, 40), d.Since.In(calendar.China).Format("01-02 15:04:05")})
		}
	}
	w.Render()
	return nil
}

// deliveries reads all deliveries of a service; none from one that does not call anybody.
func (c *client) deliveries(ctx context.Context, service string, query url.Values) ([]webhook.Delivery, error) {
	all := []webhook.Delivery{}
	for query.Del("after"); ; {
		var part struct {
			Deliveries []webhook.Delivery `json:"deliveries"`
			Next       string             `json:"next"`
		}
		err := c.get(ctx, "/"+service+"/api/v1/deliveries?"+query.Encode(), &part)
		var e *exitError
		if errors.As(err, &e) && e.code == exitNotFound {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, part.Deliveries...)
		if part.Next == "" {
			return all, nil
		}
		query.Set("after", part.Next)
	}
}

func retryDelivery(ctx context.Context, o *options, service, id string) error {
	if !slices.Contains(callers, service) {
		return fmt.Errorf("%q calls nobody; %v do", service, callers)
	}
	c, err := newClient(o.data, "desk")
	if err != nil {
		return err
	}
	if err := c.post(ctx, "/"+service+"/api/v1/deliveries/"+url.PathEscape(id)+"/retry", nil, nil); err != nil {
		return err
	}
	fmt.Println("it is tried now")
	return nil
}
