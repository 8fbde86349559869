namespace EndToEnd.Support;

/// <summary>Where the programs under test are: the solution's build has made them.</summary>
static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Where a project's build goes, of the host and configuration that these tests were built for.</summary>
    static string Output { get; } = Path.Combine(Path.GetRelativePath(Root, AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar)[2..]);

    public static string Client => Path.Combine(Root, "tests", "EndToEnd", "client");

    public static string OfficialClient => Path.Combine(Root, "tests", "EndToEnd", "official");

    public static string Program(string project)
    {
        var path = Path.Combine(Root, project, Output, Path.GetFileName(project) + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: build the solution first (dotnet build Orleans.Ticker.sln).");
    }

    /// <summary>A folder for what a person may want to look at later; not committed.</summary>
    public static string Artifacts(string name) => Directory.CreateDirectory(Path.Combine(Root, "artifacts", name)).FullName;

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Orleans.Ticker.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("Orleans.Ticker.sln is in none of the folders above the tests.");
    }
}
