using System.Collections.Immutable;
using System.Globalization;

namespace Gateway.Endpoints;

/// <summary>An RFC 9457 problem with a stable code, the field it is about, and what may have been meant.</summary>
sealed record Problem(int Status, string Code, string Detail, string? Field = null, ImmutableArray<string> Nearest = default, TimeSpan? RetryAfter = null)
{
    public static Problem Loading => new(503, "instruments_loading", "The instrument master is not loaded yet: try again in a moment.", RetryAfter: TimeSpan.FromSeconds(1));

    public IResult ToResult() => new Result(this);

    Dictionary<string, object?> Extensions()
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = Code };
        if (Field is not null)
        {
            extensions["field"] = Field;
            extensions["errors"] = new Dictionary<string, string[]>(StringComparer.Ordinal) { [Field] = [Detail] };
        }

        if (!Nearest.IsDefaultOrEmpty)
            extensions["nearest"] = Nearest;
        return extensions;
    }

    sealed class Result(Problem problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (problem.RetryAfter is { } wait)
                httpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return Results.Problem(problem.Detail, statusCode: problem.Status, extensions: problem.Extensions()).ExecuteAsync(httpContext);
        }
    }
}
