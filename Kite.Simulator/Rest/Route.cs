namespace Kite.Simulator.Rest;

/// <summary>Which of the broker's budgets a request counts against.</summary>
internal enum Bucket
{
    Other,
    Quote,
    Historical,
    Order,
}

/// <summary>A method and path; <c>*</c> stands for one argument. The handler's result becomes the envelope's data.</summary>
internal sealed record Route(string Method, string Path, Bucket Bucket, bool NeedsSession, Func<Call, Task<object?>> Handle)
{
    readonly string[] _segments = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The arguments of a path that fits, or null.</summary>
    public string[]? Match(ReadOnlySpan<string> path)
    {
        if (path.Length != _segments.Length)
            return null;
        var arguments = new List<string>();
        for (var i = 0; i < path.Length; i++)
        {
            if (_segments[i] == "*")
                arguments.Add(Uri.UnescapeDataString(path[i]));
            else if (_segments[i] != path[i])
                return null;
        }

        return [.. arguments];
    }
}

/// <summary>Marks an answer that the handler has written itself.</summary>
internal sealed class Written
{
    public static Written Instance { get; } = new();
}
