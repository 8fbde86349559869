using Grains.Secrets;
using Grains.Storage;

namespace Grains.Webhooks;

/// <summary>The webhooks' part of a rotation of the master key.</summary>
sealed class WebhookSecrets(IWebhookStore store) : ISealedRecords
{
    public async Task<(int Rewrapped, IReadOnlyList<string> Failures)> Rewrap(SecretVault vault)
    {
        var done = 0;
        var failures = new List<string>();
        foreach (var webhook in await store.List(null))
        {
            try
            {
                await store.SetSecret(webhook.Id, await vault.Rewrap(webhook.Secret));
                done++;
            }
            catch (KeyUnavailableException e)
            {
                failures.Add($"{webhook.Id}: {e.Message}");
            }
        }

        return (done, failures);
    }
}
