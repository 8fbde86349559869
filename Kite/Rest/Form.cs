using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kite.Rest;

/// <summary>Pairs for a query or a form body; numbers never take the machine's culture.</summary>
sealed class Form
{
    readonly StringBuilder _text = new();

    public int Length => _text.Length;

    public void Add(string name, string? value)
    {
        if (value is null)
            return;
        if (_text.Length > 0)
            _text.Append('&');
        _text.Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }

    public void Add(string name, int? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    // Plain notation without the trailing zeros that a decimal remembers.
    public void Add(string name, decimal? value) => Add(name, value?.ToString("0.#############################", CultureInfo.InvariantCulture));

    /// <summary>JSON text as the value: the broker's way to nest.</summary>
    public void Add<T>(string name, T value, JsonTypeInfo<T> type) => Add(name, JsonSerializer.Serialize(value, type));

    public override string ToString() => _text.ToString();
}
