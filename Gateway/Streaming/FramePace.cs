namespace Gateway.Streaming;

/// <summary>
/// When a client's next frame is due: a period after the last one was planned, so that one late frame does not make all later ones late, but never sooner than four fifths of a period
/// after it was sent. After a silence the plan begins anew.
/// </summary>
sealed class FramePace(double hz, TimeProvider time)
{
    readonly long period = (long)(time.TimestampFrequency / hz);
    long sentAt;
    long planned;
    long dueAt;

    /// <summary>Since the last frame.</summary>
    public TimeSpan Silence => time.GetElapsedTime(sentAt);

    /// <summary>Until the next one may be sent; zero or less: now.</summary>
    public TimeSpan Wait => time.GetElapsedTime(time.GetTimestamp(), dueAt);

    /// <summary>A frame that the rate is about was sent.</summary>
    public void Sent()
    {
        sentAt = time.GetTimestamp();
        planned += period;
        if (planned <= sentAt)
            planned = sentAt + period;
        dueAt = Math.Max(planned, sentAt + period * 4 / 5);
    }

    /// <summary>A heartbeat was sent.</summary>
    public void Beaten() => sentAt = time.GetTimestamp();
}
