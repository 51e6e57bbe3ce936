package routing

import (
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/district"
)

// DistrictDocument is the kind of the document that describes a district.
const DistrictDocument = district.KindDistrict

// UnitsOf returns the units that a district's document names.
func UnitsOf(content string) ([]lead.Department, error) {
	d, err := district.New([]district.Document{{Kind: district.KindDistrict, Content: content}}, func(string) error { return nil })
	if err != nil {
		return nil, err
	}
	return d.Queues(), nil
}
