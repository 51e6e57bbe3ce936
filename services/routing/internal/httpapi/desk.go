package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

const retryQueue = 2 * time.Second

// The desk's commands as they are sent.
type (
	assignRequest struct {
		Department lead.Department   `json:"department"`
		Assist     []lead.Department `json:"assist"`
		Category   lead.Category     `json:"category"`
		Urgency    lead.Urgency      `json:"urgency"`
		Reason     string            `json:"reason"`
	}
	refuseRequest struct {
		Department lead.Department `json:"department"`
		Reason     string          `json:"reason"`
	}
	excuseRequest   refuseRequest
	sendBackRequest struct {
		Category lead.Category `json:"category"`
		Reason   string        `json:"reason"`
	}
	takeBackRequest struct {
		Reason string `json:"reason"`
	}
)

func (r assignRequest) command() handoff.Command   { return handoff.Assign(r) }
func (r refuseRequest) command() handoff.Command   { return handoff.RefuseReturn(r) }
func (r excuseRequest) command() handoff.Command   { return handoff.Excuse(r) }
func (r sendBackRequest) command() handoff.Command { return handoff.SendBack(r) }
func (r takeBackRequest) command() handoff.Command { return handoff.TakeBack(r) }

// command returns the handler of one of the desk's commands.
func command[R interface{ command() handoff.Command }](a *API) echo.HandlerFunc {
	return func(c echo.Context) error {
		var request R
		if err := json.NewDecoder(http.MaxBytesReader(nil, c.Request().Body, maxAnswer)).Decode(&request); err != nil {
			return web.NewProblem(http.StatusBadRequest, "bad-body", "the body is not the JSON of this command", "see docs/handoff.md")
		}
		w := a.Word()
		w.By = string(web.Caller(c))
		record, refusal, err := a.Store.Command(c.Request().Context(), c.Param("id"), request.command(), w)
		switch {
		case errors.Is(err, postgres.ErrNoLead):
			return web.NotFound("this lead")
		case err != nil:
			return err
		case refusal != nil:
			return refused(refusal)
		}
		return c.JSON(http.StatusOK, map[string]any{"lead": c.Param("id"), "record": record})
	}
}
