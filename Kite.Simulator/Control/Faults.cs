namespace Kite.Simulator.Control;

/// <summary>The faults that wait for requests; the oldest that fits is taken.</summary>
internal sealed class Faults
{
    readonly Lock _gate = new();
    readonly List<Fault> _waiting = [];

    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Sum(static f => f.Left);
        }
    }

    public void Add(Fault fault)
    {
        lock (_gate)
            _waiting.Add(fault);
    }

    public void Clear()
    {
        lock (_gate)
            _waiting.Clear();
    }

    public Fault? Take(string method, string path)
    {
        lock (_gate)
        {
            return Taken(_waiting.Find(f => (f.Method is null || f.Method == method) && path.StartsWith(f.Path, StringComparison.Ordinal)));
        }
    }

    /// <summary>A fault for an upgrade of the ticker; those for REST paths do not touch it.</summary>
    public Fault? TakeUpgrade()
    {
        lock (_gate)
            return Taken(_waiting.Find(static f => f.Path == "/ticker"));
    }

    Fault? Taken(Fault? fault)
    {
        if (fault is not null && --fault.Left <= 0)
            _waiting.Remove(fault);
        return fault;
    }
}
