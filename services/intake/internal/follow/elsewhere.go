package follow

import (
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/ticket"
)

// Route is another way to have a matter handled, with the provision that opens it.
type Route struct {
	Name  lead.Name `json:"name"`
	Basis lead.Name `json:"basis"`
}

var article39 = lead.Name{ZH: "《消费者权益保护法》第三十九条", EN: "Consumer Rights Protection Law, art. 39"}

// consumer are the ways in which a consumer may settle a dispute with a business.
var consumer = []Route{
	{lead.Name{ZH: "与经营者协商和解", EN: "Settle with the business"}, article39},
	{lead.Name{ZH: "请求消费者协会或者依法成立的其他调解组织调解", EN: "Ask the consumers' association, or another lawful mediator, to mediate"}, article39},
	{lead.Name{ZH: "向有关行政部门投诉", EN: "Complain to the competent department"}, article39},
	{lead.Name{ZH: "根据与经营者达成的仲裁协议提请仲裁", EN: "Go to arbitration, where you have agreed on it with the business"}, article39},
	{lead.Name{ZH: "向人民法院提起诉讼", EN: "Sue in the people's court"}, article39},
}

// elsewhere returns where a report may go that is refused: sent back, not accepted, or ended as not accepted.
func (r Report) elsewhere() *Elsewhere {
	for _, u := range slices.Backward(r.Updates) {
		switch {
		case u.Kind == ticket.Returned && r.Status == ticket.Returned:
			return &Elsewhere{Reason: u.Reason, Name: lead.Category(u.Reason).Name(), Explanation: (*lead.Name)(u.Explanation), Routes: consumer}
		case u.Kind == ticket.Done && r.Status == ticket.Done && u.Part == "":
			if o := lead.Outcome(u.Reason); o == lead.NotAcceptedOut {
				return &Elsewhere{Reason: u.Reason, Name: o.Name(), Routes: consumer}
			}
			return nil
		case u.Kind == ticket.Admitted, u.Kind == ticket.Signed && u.Role == lead.RoleLead: // whoever has it now has not refused it
			return nil
		case u.Kind == ticket.Refused:
			return &Elsewhere{Reason: string(lead.NotAcceptedOut), Name: lead.NotAcceptedOut.Name(), Routes: consumer}
		}
	}
	return nil
}
