using System.Globalization;
using Kite.Simulator.Sessions;
using Microsoft.AspNetCore.Http;

namespace Kite.Simulator.Rest;

/// <summary>One REST request: its path arguments, its query or form values, and who asks.</summary>
internal sealed class Call(HttpContext http, string[] arguments, IFormCollection? form)
{
    public HttpContext Http { get; } = http;

    public Session? Session { get; set; }

    public string UserId => Session!.Account.UserId;

    public string Argument(int position) => arguments[position];

    public string[] All(string name) => [.. Http.Request.Query[name].Select(static v => v ?? "")];

    /// <summary>All values of a form field.</summary>
    public string[] Form(string name) => form is null ? [] : [.. form[name].Select(static v => v ?? "")];

    /// <summary>From the form of a POST or PUT, else from the query.</summary>
    public string? Value(string name)
    {
        var values = form is not null && form.TryGetValue(name, out var inForm) ? inForm : Http.Request.Query[name];
        return values.Count == 0 ? null : values[0];
    }

    public string Required(string name) =>
        Value(name) is { Length: > 0 } value ? value : throw ApiException.Input($"Missing or empty field `{name}`");

    public int? Integer(string name) => Value(name) is not { Length: > 0 } text
        ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw ApiException.Input($"Invalid `{name}`.");

    public decimal? Number(string name) => Value(name) is not { Length: > 0 } text
        ? null
        : decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw ApiException.Input($"Invalid `{name}`.");
}
