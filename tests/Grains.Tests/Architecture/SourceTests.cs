using System.Text.RegularExpressions;

namespace Grains.Tests.Architecture;

public partial class SourceTests
{
    const int MostLines = 400;

    [Fact]
    public void There_are_files_to_look_at() => Assert.InRange(SourceTree.Files.Count, 200, 5000);

    [Fact]
    public void No_file_is_too_long_to_read() =>
        Assert.Empty(SourceTree.Files.Select(f => (Name: SourceTree.Name(f), Lines: File.ReadLines(f).Count())).Where(f => f.Lines > MostLines).Select(f => $"{f.Name} has {f.Lines} lines"));

    [Fact]
    public void Nothing_is_left_to_be_done_later() =>
        Assert.Empty(SourceTree.Files.SelectMany(f => File.ReadLines(f).Select((line, at) => (Line: line, At: $"{SourceTree.Name(f)}:{at + 1}"))).Where(l => Later().IsMatch(l.Line)).Select(l => l.At));

    [Fact]
    public void Every_log_event_has_an_id_of_its_own_across_all_assemblies()
    {
        var events = SourceTree.Files.SelectMany(f => LogEvent().Matches(File.ReadAllText(f)).Select(m => (Id: m.Groups[1].Value, File: SourceTree.Name(f)))).ToList();
        Assert.NotEmpty(events);
        Assert.Empty(events.GroupBy(e => e.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(e => e.File))}"));
    }

    [Fact]
    public void Every_log_event_names_its_id()
    {
        var unnamed = SourceTree.Files.Where(f => AnyLogEvent().Count(File.ReadAllText(f)) != LogEvent().Count(File.ReadAllText(f)));
        Assert.Empty(unnamed.Select(SourceTree.Name));
    }

    [Fact]
    public void Nobody_logs_past_the_generated_methods() =>
        Assert.Empty(SourceTree.Files.Where(f => DirectLog().IsMatch(File.ReadAllText(f))).Select(SourceTree.Name));

    // Split, so that this file does not find itself if it ever becomes product code.
    [GeneratedRegex("\\b(TO" + "DO|FIX" + "ME|HA" + "CK|#region)\\b")]
    private static partial Regex Later();

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId\s*=\s*)?(\d+)")]
    private static partial Regex LogEvent();

    [GeneratedRegex(@"\[LoggerMessage\(")]
    private static partial Regex AnyLogEvent();

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(")]
    private static partial Regex DirectLog();
}
