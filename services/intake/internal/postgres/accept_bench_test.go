package postgres_test

import (
	"fmt"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/submission"
)

// What it costs to take new complaints in, 256 in a transaction, as they come together under load.
func BenchmarkAccept(b *testing.B) {
	d := newDesk(b)
	c := lead.ComplaintSubmitted{Channel: lead.Hotline, Text: "楼上602每周一三五下午有五六个初中生上去补数学，一节课收两百。", Reporter: &lead.Reporter{Name: "赵钱孙", Phone: "13800138000"}}
	n := 0
	for b.Loop() {
		batch := make([]submission.Submission, 256)
		for i := range batch {
			n++
			c.Number = fmt.Sprint("T-", n)
			batch[i] = submission.Complaint(submission.Envelope{Source: "/990101/hotline-12345", ID: c.Number, Sender: "hotline-12345", At: noon, Type: c.EventType(),
				ContentType: "application/json", Raw: make([]byte, 600), Digest: submission.Digest(c.Number, "", [32]byte{})}, c)
		}
		if _, err := d.store.Accept(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "complaints/s")
}
