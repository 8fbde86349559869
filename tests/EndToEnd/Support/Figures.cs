namespace EndToEnd.Support;

/// <summary>Measured figures: one line each, into the test's output and the run's log.</summary>
static class Figures
{
    public static void Print(this ITestOutputHelper output, FormattableString line)
    {
        var text = FormattableString.Invariant(line);
        output.WriteLine(text);
        Console.WriteLine(text);
    }
}
