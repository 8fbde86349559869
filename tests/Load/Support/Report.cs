using System.Globalization;

namespace Load.Support;

/// <summary>The figures, one on a line, and what was missed. Absolute figures are goals, which a short run prints and does not fail for; counts and ratios are rules.</summary>
sealed class Report(TextWriter output, bool isShort)
{
    public int ExitCode { get; private set; }

    public void Figure(string name, double value, string unit) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load.{name}: {Round(value)} {unit}").TrimEnd());

    /// <summary>A remark that explains a figure.</summary>
    public void Say(string sentence) => output.WriteLine($"# {sentence}");

    /// <summary>A goal that depends on how fast the machine is.</summary>
    public void Goal(bool met, string sentence)
    {
        if (met)
            return;
        output.WriteLine($"missed: {sentence}");
        ExitCode = isShort ? ExitCode : 1;
    }

    /// <summary>What holds on any machine.</summary>
    public void Rule(bool holds, string sentence)
    {
        if (!holds)
            Fail(sentence);
    }

    /// <summary>The load itself was not what it should have been: the figures say nothing of the service.</summary>
    public void Bottleneck(bool isOne, string sentence)
    {
        if (!isOne)
            return;
        output.WriteLine($"bottleneck: {sentence}");
        ExitCode = isShort ? ExitCode : 1;
    }

    public void Fail(string sentence)
    {
        output.WriteLine($"failed: {sentence}");
        ExitCode = 1;
    }

    static string Round(double value) => Math.Abs(value) switch
    {
        _ when double.IsNaN(value) => "-",
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
