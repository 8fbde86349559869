using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grains.Sessions;

/// <summary>When a contract expires, and how long its last session goes on: effective-dated facts from <c>expiry-rules.json</c>.</summary>
public sealed partial class ExpiryRules
{
    readonly Rule[] rules;

    ExpiryRules(Rule[] rules) => this.rules = rules;

    /// <summary>The rules that ship with the service.</summary>
    public static ExpiryRules Load()
    {
        using var stream = typeof(ExpiryRules).Assembly.GetManifestResourceStream("Grains.Sessions.Data.expiry-rules.json")
            ?? throw new InvalidOperationException("The expiry rules are missing from the build: check Grains.csproj.");
        var document = JsonSerializer.Deserialize(stream, RulesJson.Default.Document)!;
        return new(document.Rules);
    }

    /// <summary>The instant that years to expiry count down to, and the end of the session in which the contract settles.</summary>
    /// <exception cref="ArgumentException">The exchange has no rule.</exception>
    public (DateTimeOffset Expiry, DateTimeOffset SessionEnd) For(string exchange, DateOnly expiry)
    {
        var best = Find(exchange, expiry);
        if (best is null)
            throw new ArgumentException($"There is no expiry rule for exchange {exchange}: add one to expiry-rules.json.", nameof(exchange));
        return (new(expiry.ToDateTime(best.ExpiryInstant), Kite.Ist.Offset), new(expiry.ToDateTime(best.SessionEnd), Kite.Ist.Offset));
    }

    /// <summary>The end of the session in which it settles; null when the exchange has no rule.</summary>
    public DateTimeOffset? SessionEnd(string exchange, DateOnly expiry) =>
        Find(exchange, expiry) is { } rule ? new DateTimeOffset(expiry.ToDateTime(rule.SessionEnd), Kite.Ist.Offset) : null;

    Rule? Find(string exchange, DateOnly expiry)
    {
        Rule? best = null;
        foreach (var rule in rules)
        {
            if (rule.Exchange == exchange && rule.From <= expiry && (best is null || rule.From > best.From))
                best = rule;
        }

        return best;
    }

    internal sealed record Rule(string Exchange, DateOnly From, TimeOnly ExpiryInstant, TimeOnly SessionEnd);

    internal sealed record Document(string Source, Rule[] Rules);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Document))]
    internal sealed partial class RulesJson : JsonSerializerContext;
}
