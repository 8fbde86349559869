using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EndToEnd.Support;

/// <summary>A program that a test started: its lines are kept, and it does not outlive the test.</summary>
sealed partial class ChildProcess : IAsyncDisposable
{
    const int Terminate = 15;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    static readonly ConcurrentDictionary<ChildProcess, bool> Running = new();
    readonly Process process;
    readonly Lock gate = new();
    readonly List<string> output = [];
    readonly List<string> errors = [];

    // A test run that is stopped in the middle disposes nothing.
    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var child in Running.Keys)
            child.Kill();
    };

    ChildProcess(Process process, string name) => (this.process, Name) = (process, name);

    public string Name { get; }

    public int Id => process.Id;

    public IReadOnlyList<string> Output => Copy(output);

    public IReadOnlyList<string> Errors => Copy(errors);

    public bool HasExited => process.HasExited;

    public static ChildProcess Start(string name, string program, IEnumerable<string> arguments, string folder, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        // What the machine or the test runner sets up for itself is not meant for the program under test.
        foreach (var key in info.Environment.Keys.Where(IsForeign).ToList())
            info.Environment.Remove(key);
        foreach (var (key, value) in environment)
            info.Environment[key] = value;
        var child = new ChildProcess(new() { StartInfo = info }, name);
        child.process.OutputDataReceived += (_, e) => child.Keep(child.output, e.Data);
        child.process.ErrorDataReceived += (_, e) => child.Keep(child.errors, e.Data);
        child.process.Start();
        Running[child] = true;
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>The first line on standard output that fits.</summary>
    public async Task<string> Line(string expected, Func<string, bool> fits, TimeSpan? limit = null)
    {
        var line = await Eventually.Becomes(
            Name, $"a line with {expected}", () => Output.FirstOrDefault(fits) ?? (HasExited ? throw new InvalidOperationException($"{Name} ended. {Transcript}") : null), l => l is not null, limit);
        return line!;
    }

    public async Task<int> Exit(TimeSpan? limit = null)
    {
        using var patience = new CancellationTokenSource(limit ?? Patience, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{Name}: expected to end; it still runs. {Transcript}");
        }

        return process.ExitCode;
    }

    public Task Say(string line) => process.StandardInput.WriteLineAsync(line);

    /// <summary>SIGKILL: nothing in the program runs after it.</summary>
    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    /// <summary>SIGTERM, then its exit code.</summary>
    public async Task<int> Stop()
    {
        if (!process.HasExited)
            _ = Signal(process.Id, Terminate);
        return await Exit();
    }

    /// <summary>What it said, for a message of a failed test.</summary>
    public string Transcript => string.Join('\n', Output.TakeLast(40).Prepend("Output:").Concat(Errors.TakeLast(40).Prepend("Errors:")));

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exit();
        Running.TryRemove(this, out _);
        process.Dispose();
    }

    static bool IsForeign(string key) =>
        key.StartsWith("Ticker__", StringComparison.OrdinalIgnoreCase) || key.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || key.StartsWith("COMPlus_", StringComparison.Ordinal)
        || key.StartsWith("CORECLR_", StringComparison.Ordinal) || key is "TICKER_DATA" or "DOTNET_STARTUP_HOOKS";

    void Keep(List<string> lines, string? line)
    {
        lock (gate)
        {
            if (line is not null)
                lines.Add(line);
        }
    }

    List<string> Copy(List<string> lines)
    {
        lock (gate)
            return [.. lines];
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
