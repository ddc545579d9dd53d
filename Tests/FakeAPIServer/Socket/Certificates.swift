/// Made for these tests with openssl, good for a hundred years; they open nothing.
package enum Certificates {
    /// The authority that all of them come from.
    package static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBejCCASGgAwIBAgIUPbgHt3VJWIZOhKclwSrS3uOaA4kwCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHdGVzdC1jYTAgFw0yNjExMjQwMzI0MjRaGA8yMTI2MTAzMTAz
        MjQyNFowEjEQMA4GA1UEAwwHdGVzdC1jYTBZMBMGByqGSM49AgEGCCqGSM49AwEH
        A0IABLfH3QkoFosURZRRG+F61RCI347Hntj4/Jjh5NTgAiSNulC6cfAg8WeRvOeB
        OIy/hX1jgch/vtn/8LRIDI8r6omjUzBRMB0GA1UdDgQWBBTDEwjv/VATM9XV0gpP
        77DoegI2BjAfBgNVHSMEGDAWgBTDEwjv/VATM9XV0gpP77DoegI2BjAPBgNVHRMB
        Af8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIFzeXVNOfoxPxEkHE3bRTOO6nxV/
        /Vn/GSDcaN+5UsGpAiBoLOwlbU5YuPUFkHddYJxpIJ+ZonPJzOgY0jX+MXF4/A==
        -----END CERTIFICATE-----
        """

    /// Another authority, which signed none of them.
    package static let strangeAuthority = """
        -----BEGIN CERTIFICATE-----
        MIIBfDCCASOgAwIBAgIUKgNDLXpjYp2GLa6/DSXZzX/Kwh8wCgYIKoZIzj0EAwIw
        EzERMA8GA1UEAwwIb3RoZXItY2EwIBcNMjYxMTI0MDMyNDI0WhgPMjEyNjEwMzEw
        MzI0MjRaMBMxETAPBgNVBAMMCG90aGVyLWNhMFkwEwYHKoZIzj0CAQYIKoZIzj0D
        AQcDQgAESSqnvPMAAUP//nm3jvtzVwKQopBFEGxa/+Z2Z8a5iA2P4an1Se1k8Hpf
        f+JcVILIwVCSysHWyiItCS7iKzRYhqNTMFEwHQYDVR0OBBYEFLhsR6lXWlKW7sE6
        Xy5hSLquIT6ZMB8GA1UdIwQYMBaAFLhsR6lXWlKW7sE6Xy5hSLquIT6ZMA8GA1Ud
        EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgeaM7mh45dhRdT/K2bvtVYm9Q
        ApAhZ++bhNWJBd+cqagCIDf58ayhXQPJ16oqAWu9IHB606vL4oieeqSphs5t5ykl
        -----END CERTIFICATE-----
        """

    /// For 127.0.0.1 and apiserver.test.
    package static let server = """
        -----BEGIN CERTIFICATE-----
        MIIBozCCAUigAwIBAgIUMwZGejd74fmxVzFqMNC72CS6wMEwCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHdGVzdC1jYTAgFw0yNjExMjQwMzI0MjRaGA8yMTI2MTAzMTAz
        MjQyNFowFDESMBAGA1UEAwwJYXBpc2VydmVyMFkwEwYHKoZIzj0CAQYIKoZIzj0D
        AQcDQgAE6waEOZpbSmSkLD+03+F6Q24a8H8QhYTxTyzWcqdHih8kF1B5ZBbXR+SJ
        5T5+hiz8NBbvAcrsholdnsKQbF+eLqN4MHYwHwYDVR0RBBgwFocEfwAAAYIOYXBp
        c2VydmVyLnRlc3QwEwYDVR0lBAwwCgYIKwYBBQUHAwEwHQYDVR0OBBYEFEvnQEHH
        +JbJg3anlO6tcBjmCVmZMB8GA1UdIwQYMBaAFMMTCO/9UBMz1dXSCk/vsOh6AjYG
        MAoGCCqGSM49BAMCA0kAMEYCIQCak2hRRNgzW7nd1rQVi8RHUH+6+COoN/ziMvff
        zwNAIwIhANUL0GVti9PdcIpkkGLvKh0ySmek0CXB+qy7zzeI32nc
        -----END CERTIFICATE-----
        """

    /// For apiserver.test, without an address.
    package static let namedServer = """
        -----BEGIN CERTIFICATE-----
        MIIBnDCCAUKgAwIBAgIUMwZGejd74fmxVzFqMNC72CS6wMQwCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHdGVzdC1jYTAgFw0yNjExMjQwMzU0MzlaGA8yMTI2MTAzMTAz
        NTQzOVowFDESMBAGA1UEAwwJYXBpc2VydmVyMFkwEwYHKoZIzj0CAQYIKoZIzj0D
        AQcDQgAE6waEOZpbSmSkLD+03+F6Q24a8H8QhYTxTyzWcqdHih8kF1B5ZBbXR+SJ
        5T5+hiz8NBbvAcrsholdnsKQbF+eLqNyMHAwGQYDVR0RBBIwEIIOYXBpc2VydmVy
        LnRlc3QwEwYDVR0lBAwwCgYIKwYBBQUHAwEwHQYDVR0OBBYEFEvnQEHH+JbJg3an
        lO6tcBjmCVmZMB8GA1UdIwQYMBaAFMMTCO/9UBMz1dXSCk/vsOh6AjYGMAoGCCqG
        SM49BAMCA0gAMEUCIQC/eU4dyJ+1XTTsD2KBaUZUIH+JxlIcoEe00nmnrLwgzQIg
        PvnOb42lAD2CQciP4cnet372zh2Z+JREaJYqGb7xSNU=
        -----END CERTIFICATE-----
        """

    /// It was good in January 2020 only.
    package static let expiredServer = """
        -----BEGIN CERTIFICATE-----
        MIIBfDCCASGgAwIBAgIUMwZGejd74fmxVzFqMNC72CS6wMIwCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHdGVzdC1jYTAeFw0yMDAxMDEwMDAwMDBaFw0yMDAyMDEwMDAw
        MDBaMBQxEjAQBgNVBAMMCWFwaXNlcnZlcjBZMBMGByqGSM49AgEGCCqGSM49AwEH
        A0IABOsGhDmaW0pkpCw/tN/hekNuGvB/EIWE8U8s1nKnR4ofJBdQeWQW10fkieU+
        foYs/DQW7wHK7IaJXZ7CkGxfni6jUzBRMA8GA1UdEQQIMAaHBH8AAAEwHQYDVR0O
        BBYEFEvnQEHH+JbJg3anlO6tcBjmCVmZMB8GA1UdIwQYMBaAFMMTCO/9UBMz1dXS
        Ck/vsOh6AjYGMAoGCCqGSM49BAMCA0kAMEYCIQDOaAofRHBC8mbvU63M/obC7B5F
        GpX7Q91XpGLFTwzVNQIhAN2ON4KfDHSfhmT+EsqyYcOpJE8IuNZbd1FFt+Umc7cy
        -----END CERTIFICATE-----
        """

    /// Of all servers' certificates.
    package static let serverKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZj3ZNi1lGmsUUWbL
        k/KUu+8OBkmgYdiGUKrqCtxcRFihRANCAATrBoQ5mltKZKQsP7Tf4XpDbhrwfxCF
        hPFPLNZyp0eKHyQXUHlkFtdH5InlPn6GLPw0Fu8ByuyGiV2ewpBsX54u
        -----END PRIVATE KEY-----
        """

    /// Of system:node:node1 in system:nodes.
    package static let node = """
        -----BEGIN CERTIFICATE-----
        MIIBoDCCAUagAwIBAgIUMwZGejd74fmxVzFqMNC72CS6wMIwCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHdGVzdC1jYTAgFw0yNjExMjQwMzI0MjVaGA8yMTI2MTAzMTAz
        MjQyNVowMzEVMBMGA1UECgwMc3lzdGVtOm5vZGVzMRowGAYDVQQDDBFzeXN0ZW06
        bm9kZTpub2RlMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOkysSV9gF/5zp5d
        b/V4Qb5o1HFXzFXg5nbkgz2+VOZUq4r6JjwkR3noSgeLlj/Tm+k6NjRmjfhpL7hJ
        OMshCFWjVzBVMBMGA1UdJQQMMAoGCCsGAQUFBwMCMB0GA1UdDgQWBBQM839Bg9/r
        tKMZhvPpz5bcatrHXjAfBgNVHSMEGDAWgBTDEwjv/VATM9XV0gpP77DoegI2BjAK
        BggqhkjOPQQDAgNIADBFAiEA3xoTCAizGKWsZ8fWSdkaKm2rMSaVbPHynq/JXLpw
        55wCIHRaIUTTV4t0/GKxv8lx+PZ1DDX5vZMdvl+N9k6Ol6i8
        -----END CERTIFICATE-----
        """

    package static let nodeKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgmwSLW1wh9Jbr5lJl
        BV8UoQElZN4cpHRm9Z+t5PtBYfuhRANCAATpMrElfYBf+c6eXW/1eEG+aNRxV8xV
        4OZ25IM9vlTmVKuK+iY8JEd56EoHi5Y/05vpOjY0Zo34aS+4STjLIQhV
        -----END PRIVATE KEY-----
        """

    /// Another authority, which the server takes certificates of clients from as well.
    package static let clientAuthority = """
        -----BEGIN CERTIFICATE-----
        MIIBiTCCAS+gAwIBAgIUSCYx/cc9ezyztM8OfMG4Z0ShSl8wCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOdGVzdC1jbGllbnQtY2EwIBcNMjYxMTI1MjEwMDA4WhgPMjEy
        NjExMDEyMTAwMDhaMBkxFzAVBgNVBAMMDnRlc3QtY2xpZW50LWNhMFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAEHho3lOXQx/xu5mUWtoXxu8FfqWMSDUcyiWPPPp3z
        npbHio4vC/5DvrBomQQ+6dLbRuP872Ok0iqJG0sAhyHpYaNTMFEwHQYDVR0OBBYE
        FHckWlyPwUSPFPLBAkqSZM7PPuK1MB8GA1UdIwQYMBaAFHckWlyPwUSPFPLBAkqS
        ZM7PPuK1MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAIoHTKkR
        borncWtJHk/S9qyP6eTm8XZd7Bnr9dmpUYUHAiAF47uVZFK6P1HNCI4yp9TBoGT3
        W6wWTml5S47xpCUZxw==
        -----END CERTIFICATE-----
        """

    /// Of the same node, as its kubelet has it after a rotation: from the other authority.
    package static let renewedNode = """
        -----BEGIN CERTIFICATE-----
        MIIBpjCCAU2gAwIBAgIUNXcRSh9KboOpOaxvsOmTmXwSUjIwCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOdGVzdC1jbGllbnQtY2EwIBcNMjYxMTI1MjEwMDA4WhgPMjEy
        NjEwMzEyMTAwMDhaMDMxFTATBgNVBAoMDHN5c3RlbTpub2RlczEaMBgGA1UEAwwR
        c3lzdGVtOm5vZGU6bm9kZTEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR+nCOE
        bcrNnQDoTeEMA6HQrxfaowpXfQWftII+5uddPbpAuxNgkpJtOnPkAMqpmRk0O/9L
        tHD5Acq1MEHmgkjJo1cwVTATBgNVHSUEDDAKBggrBgEFBQcDAjAdBgNVHQ4EFgQU
        Gf3KpOBOX1TPHEgI1GXWJizer5YwHwYDVR0jBBgwFoAUdyRaXI/BRI8U8sECSpJk
        zs8+4rUwCgYIKoZIzj0EAwIDRwAwRAIgTfswE29PCS7STjFw/vE8P2IfVBRc4In1
        cA+dP8N8oc8CICSmqYlCEA49psHcVcKOEsHtFT5xe8WXBGWN/WBaDjVV
        -----END CERTIFICATE-----
        """

    package static let renewedNodeKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgrNga3w64QlycqGOT
        q42R1mRQ/gI0+Elorgw7x3Ocuo6hRANCAAR+nCOEbcrNnQDoTeEMA6HQrxfaowpX
        fQWftII+5uddPbpAuxNgkpJtOnPkAMqpmRk0O/9LtHD5Acq1MEHmgkjJ
        -----END PRIVATE KEY-----
        """
}
