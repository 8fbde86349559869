using Orleans.Streams;

namespace Orleans.Streams
{
    /// <summary>The place of an item in its stream.</summary>
    public abstract class StreamSequenceToken : IEquatable<StreamSequenceToken>, IComparable<StreamSequenceToken>
    {
        public abstract long SequenceNumber { get; protected set; }

        public abstract int EventIndex { get; protected set; }

        public abstract bool Equals(StreamSequenceToken? other);

        public abstract int CompareTo(StreamSequenceToken? other);
    }
}

namespace Orleans.Providers.Streams.Common
{
    /// <summary>A number for each publication and an index within its batch.</summary>
    public class EventSequenceTokenV2 : StreamSequenceToken
    {
        public EventSequenceTokenV2(long seqNumber)
            : this(seqNumber, 0)
        {
        }

        public EventSequenceTokenV2(long seqNumber, int eventInd)
        {
            SequenceNumber = seqNumber;
            EventIndex = eventInd;
        }

        public override long SequenceNumber { get; protected set; }

        public override int EventIndex { get; protected set; }

        public override bool Equals(StreamSequenceToken? other) =>
            other is EventSequenceTokenV2 && SequenceNumber == other.SequenceNumber && EventIndex == other.EventIndex;

        public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

        public override int GetHashCode() => HashCode.Combine(SequenceNumber, EventIndex);

        public override int CompareTo(StreamSequenceToken? other) => other switch
        {
            null => 1,
            EventSequenceTokenV2 => (SequenceNumber, EventIndex).CompareTo((other.SequenceNumber, other.EventIndex)),
            _ => throw new ArgumentOutOfRangeException(nameof(other), other.GetType(), "Tokens of different kinds cannot be compared."),
        };

        public override string ToString() => $"[EventSequenceTokenV2: SeqNum={SequenceNumber}, EventIndex={EventIndex}]";
    }
}
