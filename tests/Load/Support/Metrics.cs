using System.Globalization;

namespace Load.Support;

/// <summary>One reading of the service's /metrics.</summary>
sealed class Metrics(string text)
{
    readonly List<(string Name, string Labels, double Value)> lines =
    [
        .. text.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l =>
        {
            var space = l.LastIndexOf(' ');
            var brace = l.IndexOf('{', StringComparison.Ordinal);
            return (l[..(brace < 0 ? space : brace)], brace < 0 ? "" : l[brace..space], double.Parse(l[(space + 1)..], CultureInfo.InvariantCulture));
        }),
    ];

    public static async Task<Metrics> Read(ServiceClient client)
    {
        var answer = await client.Get("/metrics");
        return answer.Status == 200 ? new(answer.Text) : throw new InvalidOperationException($"/metrics answered {answer}");
    }

    /// <summary>Sum over all label sets that contain <paramref name="label"/>; 0 where there is none.</summary>
    public double Sum(string name, string label = "") =>
        lines.Where(l => l.Name == name && l.Labels.Contains(label, StringComparison.Ordinal)).Sum(l => l.Value);

    public bool Has(string name) => lines.Any(l => l.Name == name);
}
