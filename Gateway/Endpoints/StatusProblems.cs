namespace Gateway.Endpoints;

/// <summary>Code and sentence for the problems that the framework answers by itself: no such route, wrong method, wrong media type, a fault of our own.</summary>
static class StatusProblems
{
    public static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem.Extensions.ContainsKey("code"))
            return;
        (problem.Extensions["code"], problem.Detail) = (problem.Status ?? context.HttpContext.Response.StatusCode) switch
        {
            404 => ("not_found", "There is nothing at this address: /openapi/v1.json lists what there is."),
            405 => ("method_not_allowed", "This address does not take that method: /openapi/v1.json lists those that it takes."),
            413 => ("body_too_large", "The body is too large: send less."),
            415 => ("not_json", "The body must be JSON with Content-Type: application/json."),
            >= 500 => ("internal_error", "The service failed on this request: its log says why. Repeat an order only with the same Idempotency-Key."),
            _ => ("bad_request", "The request cannot be read: check it against /openapi/v1.json."),
        };
    }
}
