package httpapi

import "github.com/labstack/echo/v4"

func (a *API) statisticsRoutes(api *echo.Group) {}
