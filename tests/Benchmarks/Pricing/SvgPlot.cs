using System.Globalization;
using System.Text;

namespace Benchmarks;

/// <summary>Just enough of SVG for two plots: text, lines, dots and bars in a fixed frame.</summary>
sealed class SvgPlot(int width, int height)
{
    readonly StringBuilder body = new();

    public void Text(double x, double y, string text, string anchor = "start", int size = 12) => body.AppendLine(
        Invariant($"""<text x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}" font-size="{size}" fill="#333">{Escape(text)}</text>"""));

    public void Line(double x1, double y1, double x2, double y2, string colour = "#ccc", string dash = "none") => body.AppendLine(
        Invariant($"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" stroke="{colour}" stroke-dasharray="{dash}"/>"""));

    /// <summary>All dots of a series as one path of lines without length and with round ends: a tenth of the size of circles.</summary>
    public void Dots(IEnumerable<(double X, double Y)> dots, string colour)
    {
        body.Append(Invariant($"""<path stroke="{colour}" stroke-opacity="0.55" stroke-width="3.2" stroke-linecap="round" d="""));
        body.Append('"');
        foreach (var (x, y) in dots)
            body.Append(Invariant($"M{x:0.#} {y:0.#}h0"));
        body.AppendLine("\"/>");
    }

    public void Bar(double x, double y, double length, double thickness, string colour) => body.AppendLine(
        Invariant($"""<rect x="{x:0.#}" y="{y:0.#}" width="{Math.Max(length, 1):0.#}" height="{thickness:0.#}" fill="{colour}"/>"""));

    public override string ToString() => Invariant($"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">
        <rect width="{width}" height="{height}" fill="#fff"/>
        {body.ToString().TrimEnd()}
        </svg>

        """);

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;");
}
