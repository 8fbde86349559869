namespace Grains.Accounts;

/// <summary>
/// This silo's accounts, readable without a grain call. Configured ones are there from the start; <see cref="AccountCatalog"/> puts those that
/// operators added beside them.
/// </summary>
public sealed class AccountRegistry
{
    volatile Snapshot current;

    public AccountRegistry(IEnumerable<AccountOptions> accounts)
    {
        Configured = [.. accounts];
        current = new(Configured, null);
    }

    /// <summary>In the order of the settings.</summary>
    public IReadOnlyList<AccountOptions> Configured { get; }

    /// <summary>The primary first, then in the order of the settings and of their adding; those that are switched off too.</summary>
    public IReadOnlyCollection<AccountOptions> All => current.All;

    /// <summary>Of <see cref="All"/>, those that may be used.</summary>
    public IEnumerable<AccountOptions> Enabled => current.All.Where(a => a.IsUsable);

    public AccountOptions Primary => current.All[0];

    public AccountOptions? Find(string id) => current.ById.GetValueOrDefault(id);

    /// <summary>Makes these the accounts. Without a primary that is among them the first one is.</summary>
    public void Replace(IReadOnlyList<AccountOptions> accounts, string? primary) => current = new(accounts, primary);

    sealed class Snapshot
    {
        public Snapshot(IReadOnlyList<AccountOptions> accounts, string? primary)
        {
            All = [.. accounts.OrderBy(a => a.Id == primary ? 0 : 1)];
            ById = All.ToDictionary(a => a.Id, StringComparer.Ordinal);
        }

        public IReadOnlyList<AccountOptions> All { get; }

        public IReadOnlyDictionary<string, AccountOptions> ById { get; }
    }
}
