namespace Orleans.Runtime;

/// <content>
/// Calls of a class whose methods keep a thread long are not run on the caller's thread: the caller would be held up, its fan-out would run one
/// after another, and its own timeouts could not fire.
/// </content>
sealed partial class GrainClass
{
    /// <summary>A synchronous part of this many milliseconds is slow.</summary>
    public const long SlowMs = 10;

    const long MailboxForMs = 1_000;

    long _slowUntil;
    volatile bool _open;

    /// <summary>The next inline call of the class is to be measured.</summary>
    public bool Suspected { get; private set; }

    /// <summary>Whether calls may run on the caller's thread.</summary>
    public bool MayInline => _open && (_slowUntil == 0 || IsFastAgain());

    /// <summary>The silo takes calls, or no longer does.</summary>
    public void SetOpen(bool open) => _open = open && _inlinable;

    public void Suspect() => Suspected = true;

    public void Measured(long milliseconds, long now)
    {
        Suspected = false;
        if (milliseconds >= SlowMs)
            _slowUntil = now + MailboxForMs;
    }

    bool IsFastAgain()
    {
        if (Environment.TickCount64 < _slowUntil)
            return false;
        _slowUntil = 0;
        Suspected = true;
        return true;
    }
}
