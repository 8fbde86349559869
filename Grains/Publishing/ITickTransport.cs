using System.Collections.Immutable;

namespace Grains.Publishing;

/// <summary>Where published ticks go: to those outside who want each of them and not a hub stream.</summary>
internal interface ITickTransport
{
    /// <summary>False while nobody can be reached: what is offered then is dropped.</summary>
    bool IsConnected { get; }

    /// <summary>Sends one batch and returns when it has been taken, so that one batch at most is on its way. Fails when it may not have been.</summary>
    Task Send(ImmutableArray<TickMessage> messages, CancellationToken cancellationToken);
}

/// <param name="Instrument"><c>exchange:tradingsymbol</c>; the transport makes its channel of it.</param>
/// <param name="Json">One JSON object, UTF-8.</param>
internal readonly record struct TickMessage(string Instrument, ReadOnlyMemory<byte> Json);
