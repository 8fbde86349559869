namespace Grains.Accounts;

/// <summary>
/// This silo's accounts, readable without a grain call. Configured ones are there from the start; <see cref="AccountCatalog"/> puts those that
/// operators added beside them. The primary one says whether the market is <c>live</c> or <c>simulated</c>, and the mode may be switched to accounts of the other kind.
/// </summary>
public sealed class AccountRegistry
{
    readonly Lock gate = new();
    volatile Snapshot current;
    volatile int generation;
    string? wanted;
    TaskCompletionSource switched = Signal();

    public AccountRegistry(IEnumerable<AccountOptions> accounts)
    {
        Configured = [.. accounts];
        current = new(Configured, null, null);
    }

    /// <summary>In the order of the settings.</summary>
    public IReadOnlyList<AccountOptions> Configured { get; }

    /// <summary>The primary first, then in the order of the settings and of their adding; those that are switched off too.</summary>
    public IReadOnlyCollection<AccountOptions> All => current.All;

    /// <summary>Of <see cref="All"/>, those that may be used.</summary>
    public IEnumerable<AccountOptions> Enabled => current.All.Where(a => a.IsUsable);

    /// <summary>Those that carry the market's data now: a live and a simulated price never meet.</summary>
    public IEnumerable<AccountOptions> Carrying => current is var now ? now.All.Where(a => a.IsUsable && a.Mode == now.All[0].Mode) : [];

    public AccountOptions Primary => current.All[0];

    /// <summary><c>live</c> or <c>simulated</c>.</summary>
    public string Mode => Primary.Mode;

    /// <summary>Grows with every switch between live and simulated: what was made before one is worth nothing after it.</summary>
    public int ModeGeneration => generation;

    /// <summary>Completes with the next switch.</summary>
    public Task NextSwitch
    {
        get
        {
            lock (gate)
                return switched.Task;
        }
    }

    public AccountOptions? Find(string id) => current.ById.GetValueOrDefault(id);

    /// <summary>Whether a feed's packets (<c>account:slot</c>) belong to the market as it is now.</summary>
    public bool Carries(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var now = current;
        // One that is not known any more was of this market when it was.
        return now.All.Count == 1 || now.ById.GetValueOrDefault(source[..Math.Max(0, source.LastIndexOf(':'))]) is not { } account || account.Mode == now.All[0].Mode;
    }

    /// <summary>Makes these the accounts. Without a primary that is among them the first one is.</summary>
    public void Replace(IReadOnlyList<AccountOptions> accounts, string? primary)
    {
        lock (gate)
            Set(new(accounts, primary, wanted));
    }

    /// <summary>Called at a switch, before anything of the other market can come.</summary>
    public Action Switching { get; set; } = static () => { };

    /// <summary>Prefers accounts of a mode; null: whichever the primary one has. True when that switched the market.</summary>
    public bool UseMode(string? mode)
    {
        lock (gate)
        {
            wanted = mode;
            return Set(new(current.Given, current.Wish, mode));
        }
    }

    /// <summary>Does something unless the market was switched since; no switch happens meanwhile.</summary>
    public bool Within(int since, Action act)
    {
        ArgumentNullException.ThrowIfNull(act);
        lock (gate)
        {
            if (since != generation)
                return false;
            act();
            return true;
        }
    }

    bool Set(Snapshot next)
    {
        var other = next.All[0].Mode != current.All[0].Mode;
        current = next;
        if (!other)
            return false;
        generation++;
        Switching();
        var done = switched;
        switched = Signal();
        done.SetResult();
        return true;
    }

    static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    sealed class Snapshot
    {
        public Snapshot(IReadOnlyList<AccountOptions> accounts, string? primary, string? mode)
        {
            (Given, Wish) = (accounts, primary);
            All = [.. accounts.OrderBy(a => a.Mode == mode ? 0 : 1).ThenBy(a => a.Id == primary ? 0 : 1)];
            ById = All.ToDictionary(a => a.Id, StringComparer.Ordinal);
        }

        public IReadOnlyList<AccountOptions> Given { get; }

        public string? Wish { get; }

        public IReadOnlyList<AccountOptions> All { get; }

        public IReadOnlyDictionary<string, AccountOptions> ById { get; }
    }
}
