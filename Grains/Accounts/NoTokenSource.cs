using Kite;

namespace Grains.Accounts;

/// <summary>A real broker: only its holder can log in, on the broker's page.</summary>
sealed class NoTokenSource : ITokenSource
{
    public bool Unattended => false;

    public Task<Outcome<KiteSession>> LogIn(AccountOptions account, CancellationToken cancellationToken) =>
        Task.FromResult(Outcome<KiteSession>.Rejected(
            RejectionKind.Token, $"Account {account.Id} needs a log-in by its holder: open /api/v1/accounts/{account.Id}/login."));
}
