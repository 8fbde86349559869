using System.Security.Cryptography;
using System.Text;
using Grains.Interfaces.Accounts;
using Grains.Secrets;
using Kite;
using Kite.Budgets;

namespace Grains.Accounts;

sealed partial class AccountGrain
{
    static readonly TimeSpan EntitlementCheck = TimeSpan.FromMinutes(1);

    Task persisting = Task.CompletedTask;
    bool unsaved;
    (int Generation, long At, bool IsAlive) checkedToken = (-1, 0, false);

    string TokenPurpose => $"account:{account.Id}:token";

    string App => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(account.ApiKey)));

    public async Task<bool> CheckTickerRefusal(int generation)
    {
        if (session.Token is null || generation != session.Generation)
            return false;
        // Every socket asks every second for as long as it is refused.
        if (checkedToken.Generation == generation && time.GetElapsedTime(checkedToken.At) < EntitlementCheck)
            return checkedToken.IsAlive;
        if (await CheckToken(stopping.Token) is not { } alive)
            return false;
        checkedToken = (generation, time.GetTimestamp(), alive);
        return alive;
    }

    public async Task<bool> Rewrap()
    {
        await persisting;
        if (state.State.Token is not { } stored)
            return false;
        state.State.Token = await vault.Rewrap(stored, stopping.Token);
        await state.WriteStateAsync(stopping.Token);
        return true;
    }

    /// <summary>Asks the broker who is logged in; null: it did not say.</summary>
    async Task<bool?> CheckToken(CancellationToken cancellationToken)
    {
        if (session.Token is not { } token || !budgets.Acquire(RequestClass.Other).IsGranted)
            return null;
        var generation = session.Generation;
        var outcome = await clients.For(account.Id).ProfileAsync(token, cancellationToken);
        await ReportCall(RequestKind.Other, BrokerFailure.Of(outcome));
        if (outcome.IsAccepted)
        {
            session.Confirm(generation);
            return true;
        }

        if (outcome is not { Kind: OutcomeKind.Rejected, Rejection: RejectionKind.Token })
            return null;
        session.Reject(generation, outcome.Message, cancellationToken);
        Plan();
        return false;
    }

    async Task RestoreToken(CancellationToken cancellationToken)
    {
        if (state.State is not { Token: { } stored } record || record.App != App)
            return;
        try
        {
            session.Restore(await vault.Open(TokenPurpose, stored, cancellationToken), record.UserId, record.MintedAt, record.Generation);
        }
        catch (KeyUnavailableException e)
        {
            LogTokenNotRestored(account.Id, e.Message);
        }
    }

    /// <summary>Changes during a write fold into one more write.</summary>
    void Persist()
    {
        unsaved = true;
        if (persisting.IsCompleted)
            persisting = Write();
    }

    async Task Write()
    {
        while (unsaved)
        {
            unsaved = false;
            try
            {
                var (token, mintedAt) = (session.Token, session.RefreshedAt);
                var record = new TokenRecord { Generation = session.Generation };
                if (token is not null && vault.CanSeal)
                {
                    record.App = App;
                    record.UserId = session.UserId;
                    record.MintedAt = mintedAt!.Value;
                    record.Token = await vault.Seal(TokenPurpose, token);
                }

                if (record.Token is null && state.State.Token is null)
                    continue;
                state.State = record;
                await state.WriteStateAsync();
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // The token works all the same; only a restart would need a log-in.
                LogTokenNotStored(failure, account.Id);
            }
        }
    }
}
