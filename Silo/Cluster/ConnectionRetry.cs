namespace Silo;

/// <summary>A client keeps looking for a silo for a while; then the start fails.</summary>
sealed class ConnectionRetry(TimeSpan patience, TimeProvider time) : IClientConnectionRetryFilter
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    readonly long began = time.GetTimestamp();

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(began) + Pause > patience)
        {
            throw new StartupException(
                $"No silo of this cluster answers: start one with the same Ticker:Cluster:Id and ConnectionStrings:Ticker; it was tried for {patience.TotalSeconds:0} s (Ticker:Cluster:ConnectTimeout).",
                exception);
        }

        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }
}
