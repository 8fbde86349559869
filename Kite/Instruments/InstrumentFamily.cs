namespace Kite.Instruments;

/// <summary>The futures and options of one underlying at one exchange, put in order when first asked for.</summary>
sealed class InstrumentFamily(IEnumerable<Instrument> derivatives)
{
    static readonly IComparer<Instrument> ByStrike = Comparer<Instrument>.Create(static (a, b) =>
        a.Strike != b.Strike ? a.Strike.CompareTo(b.Strike) : a.Type.CompareTo(b.Type));

    readonly Lazy<Contracts> _contracts = new(() => new Contracts([.. derivatives]));

    public IReadOnlyList<Instrument> Futures => _contracts.Value.Futures;

    public IReadOnlyList<DateOnly> Expiries => _contracts.Value.Expiries;

    public Instrument[]? Options(DateOnly expiry) => _contracts.Value.Options.GetValueOrDefault(expiry);

    sealed class Contracts
    {
        public Contracts(Instrument[] derivatives)
        {
            Futures = [.. derivatives.Where(i => !i.IsOption).OrderBy(i => i.Expiry)];
            foreach (var options in derivatives.Where(i => i.IsOption).GroupBy(i => i.Expiry!.Value))
                Options.Add(options.Key, [.. options.Order(ByStrike)]);
            Expiries = [.. Options.Keys.Order()];
        }

        public Instrument[] Futures { get; }

        public DateOnly[] Expiries { get; }

        public Dictionary<DateOnly, Instrument[]> Options { get; } = [];
    }
}
