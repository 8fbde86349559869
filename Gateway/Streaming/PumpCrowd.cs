namespace Gateway.Streaming;

/// <summary>
/// The pumps that the same news wakes, woken a few at a time. Woken at once, a thousand pumps fill a thousand buffers before the first one is sent and given back: each is allocated, none is
/// in a processor's cache any more, and sending costs half as much again.
/// </summary>
sealed class PumpCrowd : IThreadPoolWorkItem
{
    const int Handful = 8;
    readonly Lock gate = new();
    readonly List<PumpSignal> pumps = [];
    int next;
    int left;
    bool isRunning;

    public int Count
    {
        get
        {
            lock (gate)
                return pumps.Count;
        }
    }

    /// <summary>Until the place is given up.</summary>
    public Place Join(PumpSignal pump)
    {
        Add(pump);
        return new(this, pump);
    }

    public void Add(PumpSignal pump)
    {
        lock (gate)
            pumps.Add(pump);
    }

    public void Remove(PumpSignal pump)
    {
        lock (gate)
        {
            if (pumps.IndexOf(pump) is not (>= 0 and var at))
                return;
            pumps[at] = pumps[^1];
            pumps.RemoveAt(pumps.Count - 1);
            // The one that moved may have gone where this round has been already.
            if (left > 0)
                left = pumps.Count;
        }
    }

    /// <summary>Every pump has news.</summary>
    public void Wake()
    {
        lock (gate)
        {
            left = pumps.Count;
            if (isRunning || left == 0)
                return;
            isRunning = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        var few = new Few();
        var count = 0;
        bool isMore;
        lock (gate)
        {
            for (; count < Handful && left > 0 && pumps.Count > 0; count++, left--)
            {
                next = next >= pumps.Count ? 0 : next;
                few[count] = pumps[next++];
            }

            isMore = left > 0 && pumps.Count > 0;
            isRunning = isMore;
        }

        // Behind what these have put there to be sent, and ahead of what they will: another thread may take it now.
        if (isMore)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        for (var i = 0; i < count; i++)
            few[i].Set();
    }

    /// <summary>A pump's place in a crowd.</summary>
    public readonly struct Place(PumpCrowd crowd, PumpSignal pump) : IDisposable
    {
        public void Dispose() => crowd.Remove(pump);
    }

    [System.Runtime.CompilerServices.InlineArray(Handful)]
    struct Few
    {
        PumpSignal first;
    }
}
