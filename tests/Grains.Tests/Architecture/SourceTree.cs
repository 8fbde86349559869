using System.Runtime.CompilerServices;

namespace Grains.Tests.Architecture;

/// <summary>The product's source files, found from where this file was compiled.</summary>
static class SourceTree
{
    static readonly string[] Projects = ["Gateway", "Silo", "Grains", "Grains.Interfaces", "Kite", "Kite.Simulator", "Pricing", "Orleans.Embedded"];

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../.."));

    public static IReadOnlyList<string> Files { get; } = [.. Projects
        .SelectMany(p => Directory.EnumerateFiles(Path.Combine(Root, p), "*.cs", SearchOption.AllDirectories))
        .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "node_modules"))];

    public static string Name(string file) => Path.GetRelativePath(Root, file);

    static string Here([CallerFilePath] string path = "") => path;
}
