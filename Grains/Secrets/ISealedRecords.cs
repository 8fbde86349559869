namespace Grains.Secrets;

/// <summary>A place where sealed secrets are stored, for rotations of the master key.</summary>
interface ISealedRecords
{
    /// <summary>Wraps every data key under the master key in use; returns how many, and what could not be opened.</summary>
    Task<(int Rewrapped, IReadOnlyList<string> Failures)> Rewrap(SecretVault vault);
}
