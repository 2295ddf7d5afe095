//! RPC → operation.

use std::sync::Arc;

use contracts::cim_customer as proto;
use contracts::cim_customer::cim_customer_service_server::{CimCustomerService, CimCustomerServiceServer};
use ids::Principal;
use tonic::{Request, Response, Status};

use crate::domain::customer::Customer;
use crate::ops;
use crate::ops::identify_customer::Arrival;
use crate::state::State;
use crate::wire;

pub(crate) fn server(state: &Arc<State>) -> CimCustomerServiceServer<Grpc> {
    CimCustomerServiceServer::new(Grpc(state.clone()))
}

/// The service's RPCs. Who calls is a service: the runtime has checked its token.
pub(crate) struct Grpc(Arc<State>);

#[tonic::async_trait]
impl CimCustomerService for Grpc {
    async fn identify_customer(
        &self,
        request: Request<proto::IdentifyCustomerRequest>,
    ) -> Result<Response<proto::IdentifyCustomerResponse>, Status> {
        let principal = runtime::scope(&request)?.principal;
        Ok(Response::new(self.identify(&principal, request.into_inner()).await?))
    }

    async fn get_customer(&self, request: Request<proto::GetCustomerRequest>) -> Result<Response<proto::GetCustomerResponse>, Status> {
        let principal = runtime::scope(&request)?.principal;
        Ok(Response::new(self.get(&principal, &request.into_inner().customer_id).await?))
    }
}

impl Grpc {
    async fn identify(
        &self,
        principal: &Principal,
        request: proto::IdentifyCustomerRequest,
    ) -> errors::Result<proto::IdentifyCustomerResponse> {
        let arrival = Arrival {
            channel_type: request.channel_type,
            identifier: request.channel_customer_identifier,
            said: request.attributes.into_iter().collect(),
            others: request.other_identifiers,
        };
        let found = ops::identify_customer::identify_customer(&self.0, &principal.tenant, arrival).await?;
        let customer = self.shown(principal, &[found.customer]).await?.pop();
        let suggestions = self.shown(principal, &found.suggestions).await?;
        Ok(proto::IdentifyCustomerResponse { customer, r#match: found.matched.as_str().to_owned(), suggestions })
    }

    async fn get(&self, principal: &Principal, id: &str) -> errors::Result<proto::GetCustomerResponse> {
        let customer = ops::get_customer::get_customer(&self.0, &principal.tenant, id).await?;
        Ok(proto::GetCustomerResponse { customer: self.shown(principal, &[customer]).await?.pop() })
    }

    async fn shown(&self, principal: &Principal, customers: &[Customer]) -> errors::Result<Vec<proto::Customer>> {
        let shown = ops::show_customer::show_customers(&self.0, principal, customers).await?;
        customers.iter().zip(&shown).map(|(customer, shown)| wire::customer(customer, shown)).collect()
    }
}
