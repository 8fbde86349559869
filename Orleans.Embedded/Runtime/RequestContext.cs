namespace Orleans.Runtime;

/// <summary>Values that go with a call from caller to callee, and from there on; never back.</summary>
public static class RequestContext
{
    static readonly AsyncLocal<RequestValues?> s_values = new();
    static long s_lastSection;

    public static IEnumerable<string> Keys => Current?.Items.Keys ?? [];

    public static IEnumerable<KeyValuePair<string, object>> Entries => Current?.Items ?? [];

    /// <summary>The call chain that may re-enter, or empty; see <see cref="AllowCallChainReentrancy"/>.</summary>
    public static Guid ReentrancyId
    {
        get => Current?.ReentrancyId ?? Guid.Empty;
        set => Current = (Current ?? RequestValues.Empty).With(value);
    }

    internal static RequestValues? Current
    {
        get => s_values.Value;
        set => s_values.Value = value;
    }

    public static object? Get(string key) => Current is { } values && values.Items.TryGetValue(key, out var value) ? value : null;

    public static void Set(string key, object value) => Current = (Current ?? RequestValues.Empty).With(key, value);

    public static bool Remove(string key)
    {
        if (Current is not { } values || !values.Items.ContainsKey(key))
            return false;
        Current = values.Without(key);
        return true;
    }

    public static void Clear() => Current = null;

    /// <summary>Until it is disposed, calls made from here may come back to this activation although a request is running.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var original = ReentrancyId;
        var section = original == Guid.Empty ? NewSection() : original;
        Turn.Activation?.OpenSection(section);
        return new ReentrancySection(original, section);
    }

    /// <summary>Until it is disposed, calls made from here do not re-enter anything.</summary>
    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    static Guid NewSection() => new(unchecked((int)Interlocked.Increment(ref s_lastSection)), 0, 0, [1, 0, 0, 0, 0, 0, 0, 0]);

    /// <summary>Restores the former state when disposed.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        readonly Guid _original;
        readonly Guid _section;

        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            _original = originalReentrancyId;
            _section = newReentrancyId;
            ReentrancyId = newReentrancyId;
        }

        public void Dispose()
        {
            if (_section != Guid.Empty)
                Turn.Activation?.CloseSection(_section);
            ReentrancyId = _original;
        }
    }
}
