package queues

import (
	"testing"

	"xiansuo/pkg/lead"
)

// Only acknowledgements of the department's own consumer are published with our rights.
func TestOnlyOwnAcknowledgements(t *testing.T) {
	for ack, want := range map[string]bool{
		"$JS.ACK.LEADS.market.1.5.7.1719800000000000000.3":                 true,
		"$JS.ACK._.hash.LEADS.market.1.5.7.1719800000000000000.3.x":        true,
		"$JS.ACK.LEADS.education.1.5.7.1719800000000000000.3":              false,
		"$JS.ACK.LEADS.market2.1.5.7.1719800000000000000.3":                false,
		"$JS.ACK.ROUTING.market.1.5.7.1719800000000000000.3":               false,
		"$JS.ACK.LEADS.market.>":                                           false,
		"$JS.ACK.LEADS.market.*":                                           false,
		"$JS.ACK.LEADS.market.1 x":                                         false,
		"$JS.ACK.LEADS.market.1\r\nPUB leads.v1.990101.market.x 0":         false,
		"leads.v1.990101.market.handoff.dispatched":                        false,
		"$JS.API.STREAM.DELETE.LEADS":                                      false,
		"":                                                                 false,
		"$JS.ACK.":                                                         false,
		"$JS.ACK.LEADS.market." + string(make([]byte, 400)):                false,
		"$JS.ACK.LEADS.education.LEADS.market.1.5.7.1719800000000000000.3": false,
	} {
		if got := validAck(ack, lead.Market); got != want {
			t.Errorf("%q: %t", ack, got)
		}
	}
}
