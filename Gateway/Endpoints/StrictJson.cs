using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Gateway.Market;

namespace Gateway.Endpoints;

/// <summary>Reads a body that moves money: unknown fields, wrong types, duplicates and trailing text are refused, with the field named.</summary>
static partial class StrictJson
{
    const long MostBytes = 64 * 1024;

    static readonly JsonSerializerOptions Options = TickerJson.Configure(new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        PropertyNameCaseInsensitive = false,
        MaxDepth = 8,
    });

    public static async Task<(T? Body, Problem? Problem)> Read<T>(HttpRequest request)
        where T : class
    {
        if (!request.HasJsonContentType())
            return (null, new(415, "not_json", "The body must be JSON with Content-Type: application/json."));
        if (request.ContentLength > MostBytes)
            return (null, new(413, "body_too_large", $"The body is larger than {MostBytes} bytes."));
        try
        {
            using var limited = new MemoryStream();
            var buffer = new byte[4096];
            int read;
            while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
            {
                limited.Write(buffer, 0, read);
                if (limited.Length > MostBytes)
                    return (null, new(413, "body_too_large", $"The body is larger than {MostBytes} bytes."));
            }

            var body = JsonSerializer.Deserialize<T>(limited.GetBuffer().AsSpan(0, (int)limited.Length), Options);
            return body is null ? (null, new(400, "malformed_json", "The body is null: send an object.")) : (body, null);
        }
        catch (JsonException e)
        {
            return (null, Explain(e));
        }
    }

    static Problem Explain(JsonException e)
    {
        if (Unmapped().Match(e.Message) is { Success: true } unknown)
            return new(400, "unknown_field", $"There is no field {unknown.Groups[1].Value}: check its spelling.", unknown.Groups[1].Value);
        if (Duplicate().Match(e.Message) is { Success: true } twice)
            return new(400, "duplicate_field", $"The field {twice.Groups[1].Value} is given twice.", twice.Groups[1].Value);
        // An inner one is the reader's: the text ends early or is no JSON at all, whatever field it stood at.
        var field = e.InnerException is not JsonException && e.Path is { Length: > 2 } path ? path[2..] : null;
        return field is null
            ? new(400, "malformed_json", $"The body is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).")
            : new(400, "malformed_field", $"The field {field} has the wrong type or cannot be read.", field);
    }

    [GeneratedRegex("JSON property '([^']+)' could not be mapped")]
    private static partial Regex Unmapped();

    [GeneratedRegex("Duplicate property '([^']+)'")]
    private static partial Regex Duplicate();
}
