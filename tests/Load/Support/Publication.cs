namespace Load.Support;

/// <summary>The service as <c>deploy/Dockerfile</c> makes it: published, compiled ahead of time. Measured from its build, half of a start would be compiling what a deployed one has compiled.</summary>
/// <param name="Program">The program's assembly, with all that it needs in its folder; null: the solution's build.</param>
/// <param name="Remark">What is not as deployed, or null.</param>
sealed record Publication(string? Program, string? Remark)
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);
    static readonly Lazy<Task<Publication>> Published = new(Publish);

    /// <summary>A long run measures what is deployed; a short one judges counts only, which the build answers too, and sooner.</summary>
    public static Task<Publication> Of(LoadSettings settings) => settings.Short ? Task.FromResult(new Publication(Program: null, Remark: null)) : Published.Value;

    static async Task<Publication> Publish()
    {
        var program = Path.Combine(Repository.Artifacts("load"), "gateway", "Gateway.dll");
        if (await Publish(program, ahead: true) is not { } problem)
            return new(program, Remark: null);
        // The compiler is a package, and not every feed has it.
        return await Publish(program, ahead: false) is { } failure
            ? throw new InvalidOperationException($"The gateway could not be published: {failure}")
            : new(program, $"The service is not compiled ahead of time, so a start takes longer than a deployed one's: {problem}");
    }

    /// <summary>Null when it worked. In a folder of its own, so that no build of the solution is touched.</summary>
    static async Task<string?> Publish(string program, bool ahead)
    {
        string[] arguments =
        [
            "publish", "Gateway", "--configuration", "Release", "--output", Path.GetDirectoryName(program)!, "--artifacts-path", Path.Combine(Repository.Artifacts("load"), "build"),
            "-p:TickerHost=Embedded", $"-p:PublishReadyToRun={ahead}", "-p:RunAnalyzers=false", "-nodeReuse:false", "-verbosity:quiet", "-nologo",
        ];
        await using var publishing = ChildProcess.Start("publishing", "dotnet", arguments, Repository.Root, []);
        return await publishing.Exit(Limit) == 0 ? null : publishing.Output.FirstOrDefault(l => l.Contains("error", StringComparison.Ordinal)) ?? publishing.Transcript;
    }
}
