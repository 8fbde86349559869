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
            var fault = _waiting.Find(f => (f.Method is null || f.Method == method) && path.StartsWith(f.Path, StringComparison.Ordinal));
            if (fault is not null && --fault.Left <= 0)
                _waiting.Remove(fault);
            return fault;
        }
    }
}
