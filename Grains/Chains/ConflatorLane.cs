using System.Collections.Immutable;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;

namespace Grains.Chains;

/// <summary>
/// The last value of every instrument of one chain (or of one underlying's index and futures), and which of them changed since the last flush.
/// Bounded by the number of instruments: a later value overwrites an earlier one.
/// </summary>
internal sealed class ConflatorLane(string key, TimeProvider? time = null)
{
    readonly Lock gate = new();
    readonly List<InstrumentSlot> dirty = [];
    readonly List<InstrumentSlot> slots = [];
    StrongBox forward = new(ForwardPoint.None);
    long since;
    long conflated;
    long flushed;

    /// <summary>Key of the grain that this lane feeds.</summary>
    public string Key { get; } = key;

    /// <summary>When its grain was called last, a timestamp of the clock; the pump's.</summary>
    public long VisitedAt { get; set; }

    /// <summary>Values that a later one replaced before they were flushed.</summary>
    public long Conflated => Interlocked.Read(ref conflated);

    /// <summary>Values that went to the grain; one that came back because the call failed is not among them.</summary>
    public long Flushed => Interlocked.Read(ref flushed);

    /// <summary>The forward that instruments of this chain solve with.</summary>
    public ForwardPoint Forward
    {
        get => Volatile.Read(ref forward).Value;
        set => Volatile.Write(ref forward, new(value));
    }

    public InstrumentSlot Add(string instrument)
    {
        lock (gate)
        {
            foreach (var existing in slots)
            {
                if (existing.Instrument == instrument)
                    return existing;
            }

            var slot = new InstrumentSlot(instrument, this);
            slots.Add(slot);
            return slot;
        }
    }

    /// <summary>Forgets instruments that are not listed any more, but for those whose last value is still to go. Returns how many are left.</summary>
    public int Prune(Func<string, bool> isListed)
    {
        lock (gate)
        {
            slots.RemoveAll(slot => !slot.IsDirty && !isListed(slot.Instrument));
            return slots.Count(slot => isListed(slot.Instrument));
        }
    }

    /// <summary>Ends the lane and returns its counts; what was not flushed has no chain to go to and counts as conflated.</summary>
    public (long Conflated, long Flushed) Retire()
    {
        lock (gate)
        {
            conflated += dirty.Count;
            foreach (var slot in dirty)
                slot.IsDirty = false;
            dirty.Clear();
            return (conflated, flushed);
        }
    }

    /// <summary>A grain's latest value; true when it replaced one that was never flushed.</summary>
    public bool Offer(InstrumentSlot slot, in InstrumentUpdate update)
    {
        lock (gate)
        {
            slot.Value = update;
            if (slot.IsDirty)
            {
                conflated++;
                return true;
            }

            slot.IsDirty = true;
            if (dirty.Count == 0 && time is not null)
                since = time.GetTimestamp();
            dirty.Add(slot);
            return false;
        }
    }

    /// <summary>Takes what changed.</summary>
    public ImmutableArray<InstrumentUpdate> Drain() => Drain(out _);

    /// <param name="waited">How long the first of them has been waiting.</param>
    public ImmutableArray<InstrumentUpdate> Drain(out TimeSpan waited)
    {
        waited = default;
        lock (gate)
        {
            if (dirty.Count == 0)
                return [];
            waited = time?.GetElapsedTime(since) ?? default;
            var updates = ImmutableArray.CreateBuilder<InstrumentUpdate>(dirty.Count);
            foreach (var slot in dirty)
            {
                slot.IsDirty = false;
                updates.Add(slot.Value);
            }

            flushed += dirty.Count;
            dirty.Clear();
            return updates.MoveToImmutable();
        }
    }

    /// <summary>Marks a drained value as changed again, after a flush that failed.</summary>
    public void Restore(ImmutableArray<InstrumentUpdate> updates)
    {
        lock (gate)
        {
            flushed -= updates.Length;
            var failed = updates.Select(u => u.Instrument).ToHashSet(StringComparer.Ordinal);
            foreach (var slot in slots)
            {
                if (!failed.Contains(slot.Instrument))
                    continue;
                if (slot.IsDirty)
                {
                    conflated++;
                    continue;
                }

                slot.IsDirty = true;
                dirty.Add(slot);
            }
        }
    }

    sealed class StrongBox(ForwardPoint value)
    {
        public readonly ForwardPoint Value = value;
    }
}

/// <summary>One instrument's place in its lane.</summary>
internal sealed class InstrumentSlot(string instrument, ConflatorLane lane)
{
    public string Instrument { get; } = instrument;

    public ConflatorLane Lane { get; } = lane;

    internal InstrumentUpdate Value;
    internal bool IsDirty;
}
